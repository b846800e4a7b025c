/** Tests of the runner, with small functions of each kind. */
@NullMarked
package org.afterword.host;

import org.jspecify.annotations.NullMarked;
