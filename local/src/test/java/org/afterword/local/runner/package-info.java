/** Tests of the runner, with small functions of each kind. */
@NullMarked
package org.afterword.local.runner;

import org.jspecify.annotations.NullMarked;
