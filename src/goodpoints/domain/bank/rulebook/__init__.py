"""The rulebook: what a deed is worth, and what else a village has decided about deeds."""
