"""python -m ingest FILE…: the command line's ingest command under its own name."""

from app import ingest

if __name__ == "__main__":
    ingest(prog_name="python -m ingest")
