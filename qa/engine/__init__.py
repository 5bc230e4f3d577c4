"""Token ids in, token ids out. The engine knows nothing about documents, text or screens.

Only this package imports torch.
"""
