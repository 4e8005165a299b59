"""The parts of the pages. Pure ones (words, letter_blocks, picking, changes) know no Streamlit; the others draw one thing each."""
