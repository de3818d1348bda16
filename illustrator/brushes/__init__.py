"""What all pictures are made with: colours, noise, shapes, vector drawings, frames."""
