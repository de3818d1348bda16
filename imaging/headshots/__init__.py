"""Headshots: a photo's largest face, framed, cut out, graded, retouched, and set before a backdrop.

`shots.shot` does once what all headshots of a photo share; `headshots.headshot` lights it and
draws what is behind. All of it is numpy and OpenCV, and the same every time.
"""
