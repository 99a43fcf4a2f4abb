"""How dates and times are written where Django would write them as in the United States."""
