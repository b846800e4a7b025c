/** What one message may cost: steps and time, counted where strangers decide how much there is to do. */
@NullMarked
package org.afterword.engine.budget;

import org.jspecify.annotations.NullMarked;
