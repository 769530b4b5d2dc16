"""即报即结的抽查: what was settled on the spot is sampled at random, and looked at by a second person."""
