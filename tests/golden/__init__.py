"""What was once written stays readable."""
