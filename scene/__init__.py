"""The vocabulary of a virtual city: values, the graph that holds them, the verbs that change it.

Knows numpy and psygnal only. It does not know files, analyses, windows or pixels.
"""
