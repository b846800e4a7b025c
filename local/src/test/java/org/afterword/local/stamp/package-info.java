/** Tests of what a stamp starts from. */
@NullMarked
package org.afterword.local.stamp;

import org.jspecify.annotations.NullMarked;
