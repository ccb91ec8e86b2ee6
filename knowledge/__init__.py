"""What the policies say: their values, their library, and how a question finds its clause."""
