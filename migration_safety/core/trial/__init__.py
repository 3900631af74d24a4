"""What a trial of the way forward and back has shown: frozen values and pure questions."""
