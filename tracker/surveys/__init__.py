"""The VIP programme: whom to ask and when, what they answered, and what is done about it."""
