"""How well scores put the relevant offerings of a need before the others: labelled pairs, measures, an ablation."""
