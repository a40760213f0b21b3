<<<<<<< HEAD
"""The words of a meeting as frozen values, and how they are kept in the scene."""
=======
"""What is said and shown in a review, as values in the scene."""
>>>>>>> 23f9c7d (Keep opinions in the scene: said, answered, undone, saved with what was seen)
