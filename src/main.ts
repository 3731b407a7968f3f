/** The page starts here. */
import './ui/shell/vanishing_point.ts';
