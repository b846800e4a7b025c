/** Finds the place in a text where its author would have put the signature, and what gives way to it. */
@NullMarked
package org.afterword.engine.place;

import org.jspecify.annotations.NullMarked;
