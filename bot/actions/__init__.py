"""Custom actions: thin, from the tracker to the knowledge base to a message. One action a module or family."""
