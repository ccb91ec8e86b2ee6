"""How Handrail's two models are trained, from data to weights; the running bot never comes here."""
