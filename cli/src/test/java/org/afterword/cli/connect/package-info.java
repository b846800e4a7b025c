/** Tests of connecting a tenant, in a browser and from a terminal. */
@NullMarked
package org.afterword.cli.connect;

import org.jspecify.annotations.NullMarked;
