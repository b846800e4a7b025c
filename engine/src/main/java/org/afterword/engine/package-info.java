/** The engine's door: one message and what is known about it in, a decision and the message to return out. */
@NullMarked
package org.afterword.engine;

import org.jspecify.annotations.NullMarked;
