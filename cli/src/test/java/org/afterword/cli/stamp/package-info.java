/** Tests of what a stamp starts from. */
@NullMarked
package org.afterword.cli.stamp;

import org.jspecify.annotations.NullMarked;
