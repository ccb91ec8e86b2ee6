"""From a policy file to a published version that staff can ask about."""
