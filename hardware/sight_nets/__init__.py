"""Weights of the nets that read pictures, each with its data sheet. Made by `make train`; never edited by hand."""
