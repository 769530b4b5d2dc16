"""上级的表: a superior's own form, bound once to indicators, ledgers and words, and filled from them every period."""
