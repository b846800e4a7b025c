/** Tests of the demo's own parts; what it shows as a whole is tested end to end. */
@NullMarked
package org.afterword.cli.demo;

import org.jspecify.annotations.NullMarked;
