"""How the language model of the extra is taught to tell roles and whom a text speaks for."""
