"""Who fits whom at a conference: what was written is read, scored by the conference's weights, and suggested."""
