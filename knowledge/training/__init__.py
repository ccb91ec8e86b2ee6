"""How Handrail's two models are trained, from data to weights: a workshop that the running bot never enters."""
