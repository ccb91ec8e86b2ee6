"""Questions mistyped as thumbs mistype them, so that a model meets a word in more than one spelling."""

from random import Random

SHARE = 0.3  # of the questions that a model sees, so many have a slip in them
LEAST = 4  # letters of a word that is worth mistyping


def mistyped(text: str, chance: Random) -> str:
    """The text, now and then with one or two slips: a letter left out, doubled, or changed with the next."""
    if chance.random() >= SHARE:
        return text
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) >= LEAST and word.isalpha()]
    for at in chance.sample(long, min(len(long), chance.randint(1, 2))):
        words[at] = _slip(words[at], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    # People nearly always get the first letter right.
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
