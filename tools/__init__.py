"""What the project runs on itself: the generator of its documentation."""
