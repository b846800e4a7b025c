/** The Functions host for one machine: finds the functions and drives their queue, timer and HTTP triggers. */
@NullMarked
package org.afterword.host;

import org.jspecify.annotations.NullMarked;
