"""The built-in Yangzhou, made from the figures in ``assets/yangzhou``: synthetic, and always the same.

It does not know how a city is drawn or judged.
"""
