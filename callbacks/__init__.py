"""What happens: hear, ask the data, answer with a component."""
