// Jinja templates and expressions.
