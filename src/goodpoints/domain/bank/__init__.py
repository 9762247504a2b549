"""The moral bank: good deeds become points by the village's own rulebook."""
