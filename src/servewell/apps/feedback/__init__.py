"""Ideas: what staff propose to improve, and what became of it."""
