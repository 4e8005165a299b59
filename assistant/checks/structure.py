"""To come."""
def check(ctx, text, sentences):
    return ()
