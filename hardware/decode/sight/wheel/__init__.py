"""Roulette wheels from pictures: pose, rotor, ball; two readers must name the same pocket. Nothing here touches a disk but the store."""
