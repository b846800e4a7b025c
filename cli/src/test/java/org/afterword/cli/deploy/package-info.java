/** Holds what is deployed to the stamp's rules, and to the code that is deployed. */
@NullMarked
package org.afterword.cli.deploy;

import org.jspecify.annotations.NullMarked;
