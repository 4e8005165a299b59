"""The pages, one file each. The folder must not be called `pages`, or Streamlit runs its older multipage mode."""
