"""Plots of a report as SVG that stands in a page: no program draws it, it prints sharp, and the page's style gives it light and dark."""
