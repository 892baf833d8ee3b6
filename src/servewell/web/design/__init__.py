"""The shared user interface: components, page layouts, style, words. Owns no addresses and no tables."""
