"""The dashboard's parts: the only Streamlit code outside app.py and pages/."""
