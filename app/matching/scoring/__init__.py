"""What a meeting of two organisations is worth, before anybody thinks of slots and tables."""
