"""The guidance, and how it becomes answer cards. Imports neither bot nor web_widget."""
