"""The order of acts: transactions, what falls due, imports. Else thin."""
