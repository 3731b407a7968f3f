/** The page starts here. */
import './ui/vanishing_point.ts';
