"""Would a stranger accept it? Takes public URLs, or files; gives a verdict, or a session.

Refuses whatever is missing, different, taken back, older than seen, or signed by somebody else. For
programs: `session.load_verified`, `model.verify_model`, `signature.verify_signature`.
"""
